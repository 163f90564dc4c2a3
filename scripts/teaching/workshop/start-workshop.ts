import { listen, type ListeningServer } from '../../../orchestrator/control-plane/server/listen.ts';
import { LOOPBACK, type Access } from '../../../orchestrator/control-plane/server/access.ts';
import { openSessionKeys } from '../../../orchestrator/control-plane/keys/session-file.ts';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { Lab } from '../labs/catalog.ts';
import { createAttendeeBoard } from './attendee-board.ts';
import { openJoinCode } from './join-code.ts';
import { presenterApp } from './presenter-app.ts';
import {
  createPresentation,
  type PresentationOptions,
  type PresentedLab,
  type Presentation,
} from './presentation.ts';
import { reportApp } from './report-app.ts';
import type { Join, WorkshopView } from './workshop-view.ts';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

export interface WorkshopOptions {
  labs: readonly Lab[];
  /** The one that is shown first; it runs once `presentation.begin` is called. */
  first: Lab;
  /** Starts a lab, see presentation.ts. @param framedBy origin of the page that shows its dashboard in a frame */
  startLab: (
    lab: Lab,
    to: { framedBy: string; onPage: (pageUrl: string) => void },
  ) => Promise<PresentedLab>;
  /** Runs a command of the guide of the lab that runs. */
  type: PresentationOptions['type'];
  /** Port of the presenter's page, always on loopback; 0 for any free one. */
  port: number;
  /** Where attendees report to. */
  server: Omit<Access, 'controlKey'> & { port: number };
  /** Folder of the join code and the sessions. */
  folder: string;
  /** Makes another code than that of the last workshop. */
  isNewCode: boolean;
  /** Real time. */
  clock: Clock;
  onInternalError: (error: unknown) => void;
}

export interface Workshop {
  /** Address of the presenter's page with the key of its session. */
  pageUrl: string;
  join: Join;
  presentation: Presentation;
  view: () => WorkshopView;
  /** Ends the lab that runs, and both servers. */
  close(): Promise<void>;
}

/**
 * Opens two servers: the presenter's page for this machine alone, and the server that attendees report to, which knows
 * nothing else. An attendee who reaches the server cannot control it.
 * @throws AppError PORT_IN_USE, BAD_INPUT
 */
export async function startWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { folder, clock, server, onInternalError } = options;
  await makeFolder(folder);
  const sessions = await openSessionKeys(folder);
  const code = await openJoinCode(folder, { isNew: options.isNewCode });
  const board = createAttendeeBoard(() => clock.nowMs());
  const ending = new AbortController();
  let origin = '';
  const presentation = createPresentation({
    ...options,
    start: (lab, onPage) => options.startLab(lab, { framedBy: origin, onPage }),
  });
  const opened: ListeningServer[] = [];
  const close = async () => {
    ending.abort();
    await Promise.all(opened.map((server) => server.close()));
    await presentation.stop();
  };
  const join: Join = { url: '', code, isReachable: false };
  const view = (): WorkshopView => ({ ...presentation.view(), join, attendees: board.view() });
  try {
    const { host, tls } = server;
    const reports = await listen(
      reportApp({
        board,
        code,
        allowedHosts: [host, ...server.allowedHosts],
        nowMs: () => clock.nowMs(),
        onInternalError,
      }),
      { host, port: server.port, tls },
    );
    opened.push(reports);
    Object.assign(join, reportAddress({ host, isTls: tls !== null, port: reports.port }));
    const page = await listen(
      presenterApp({ presentation, view, sessions, clock, ended: ending.signal, onInternalError }),
      { host: LOOPBACK.host, port: options.port },
    );
    opened.push(page);
    origin = `http://${LOOPBACK.host}:${page.port}`;
  } catch (error) {
    await close();
    throw error;
  }
  return { pageUrl: `${origin}/?session=${sessions.key}`, join, presentation, view, close };
}

/** Where attendees report to, as they can type it. @param interfaces Default: those of this machine */
export function reportAddress(
  { host, isTls, port }: { host: string; isTls: boolean; port: number },
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): Pick<Join, 'url' | 'isReachable'> {
  const isEvery = host === '0.0.0.0' || host === '::';
  const name = isEvery ? (lanAddress(interfaces) ?? LOOPBACK.host) : host;
  const address = name.includes(':') ? `[${name}]` : name;
  return {
    url: `${isTls ? 'https' : 'http'}://${address}:${port}`,
    isReachable: !/^(127\.|::1$|localhost$)/.test(name),
  };
}

/** Networks inside of this machine: of containers, and of virtual machines. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|podman|cni|lxc|lxd)/;

/** The first address by which others reach this machine; undefined without a network. */
function lanAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string | undefined {
  return Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
