import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { parseEnvironment } from '../../../services/colorteller/environment.ts';
import { type Service, startService } from '../../../services/colorteller/service.ts';
import { type ControlClient, createControlClient } from '../../cli/client/control-client.ts';
import type { FleetContact, FleetOrder, ServiceRequest } from './fleet-orchestrator.ts';
import { freePorts } from '../../testing/free-ports.ts';

/** How many regions a phase releases, and a stack holds. */
export const PHASE_REGIONS = 10;

/** An orchestrator in a process of its own; the services of its regions run in this one. */
export interface FleetProcess {
  regions: number;
  /** Of the orchestrator. */
  pid: number;
  url: string;
  /** Of the page, with the key of a session. */
  pageUrl: string;
  client: ControlClient;
  /** Addresses of the regions of a phase. */
  urlsOf(phase: number): string[];
  /** Stops the orchestrator where it is, so that it costs nothing while another is measured. */
  freeze(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** @throws AppError INTERNAL when the orchestrator ends before it is ready. */
export async function startFleetProcess(folder: string, regions: number): Promise<FleetProcess> {
  await mkdir(folder, { recursive: true });
  const ports = await freePorts(regions);
  const services: Promise<Service>[] = [];
  const child = fork(distPath('scripts/dev/bench/fleet-orchestrator.js'));
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await Promise.all(services.map(async (service) => (await service).close()));
  };
  const contact = new Promise<FleetContact>((resolve) => {
    child.on('message', (message: ServiceRequest | FleetContact) => {
      if ('url' in message) {
        resolve(message);
        return;
      }
      const service = startService(parseEnvironment(message.variables));
      services.push(service);
      void service.then(() => child.send({ service: message.service }));
    });
  });
  const phases = regions / PHASE_REGIONS;
  child.send({ folder: path.resolve(folder), ports, phases } satisfies FleetOrder);
  const ready = await Promise.race([contact, exited]);
  const { pid } = child;
  if (!('url' in ready) || pid === undefined) {
    await close();
    throw new AppError('INTERNAL', `the orchestrator of ${regions} regions did not start`);
  }
  return {
    regions,
    pid,
    url: ready.url,
    pageUrl: ready.pageUrl,
    client: createControlClient(ready.url, ready.key),
    urlsOf: (phase) =>
      ports
        .slice(phase * PHASE_REGIONS, (phase + 1) * PHASE_REGIONS)
        .map((port) => `http://127.0.0.1:${port}`),
    freeze: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    close,
  };
}
