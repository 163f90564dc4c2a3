import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE_JSON } from '../../orchestrator/core/definition/walkthrough.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { colorOf } from '../../services/dashboard/parts/value-text.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { workspaceFile, type PhaseOfPage } from './browser-workspace.ts';
import { CONTROL_KEY, serveControlPlane, type ServedControlPlane } from './served-control-plane.ts';

const SESSION = 'session-of-the-page';
const FIRST_PORT = 20_000;

/** The page of a real control plane without a loop: its regions answer when a test says so, and hundreds of them cost nothing. */
export interface AnsweringPage extends AsyncDisposable {
  /** With the key of a session. */
  pageUrl: string;
  client: ControlClient;
  served: ServedControlPlane;
  /** Every region, or every named one, is updated to what is decided for it, and answers that. */
  settle: (names?: readonly string[]) => Promise<void>;
}

/** All regions answer the first value. */
export async function startAnsweringPage(
  phases: readonly PhaseOfPage[],
  more: object = {},
): Promise<AnsweringPage> {
  const ports = phases.flatMap(({ regions }) => regions).map((_, index) => FIRST_PORT + index);
  const text = JSON.stringify({ ...workspaceFile(phases, ports), ...more });
  const served = await serveControlPlane(parseDefinition(text, WORKSPACE_FILE_JSON), {
    isAdopted: true,
    sessions: { key: SESSION, isKey: (key) => key === SESSION, redeem: () => false },
  });
  const client = createControlClient(served.url, CONTROL_KEY);
  const settle = async (names?: readonly string[]) => {
    const { regions, stacks } = await client.state();
    const due = regions.filter(
      ({ name, isSettled }) => !isSettled && (names === undefined || names.includes(name)),
    );
    for (const { name: stack } of stacks) {
      const inStack = due.filter((region) => region.stack === stack);
      if (inStack.length === 0) continue;
      const applied = Object.fromEntries(inStack.map((region) => [region.name, versionOf(region)]));
      const updated = { stack, regions: applied, changes: inStack.length, durationMs: 900 };
      await served.interpreter.submit({ type: 'stack-updated', ...updated });
    }
    for (const region of due) {
      const answer = { ...versionOf(region), instance: `${region.name}-1` };
      const observed = { region: region.name, answer, problem: null };
      await served.interpreter.submit({ type: 'region-observed', ...observed });
    }
  };
  await settle();
  return {
    pageUrl: `${served.url}/?session=${SESSION}`,
    client,
    served,
    settle,
    [Symbol.asyncDispose]: () => served.close(),
  };
}

function versionOf({ decided }: StateView['regions'][number]) {
  const color = decided === null ? '' : (colorOf(decided.value) ?? '');
  const { configVersion = 1, release = null } = decided ?? {};
  return { color, configVersion, release };
}
