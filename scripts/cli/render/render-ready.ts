import stringWidth from 'fast-string-width';
import { WORKSPACE_FILE } from '../../../orchestrator/core/definition/walkthrough.ts';
import { shareText } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { asSubjects } from '../../../orchestrator/core/definition/cells.ts';
import type { Region } from '../../../orchestrator/core/definition/definition.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import type { FlagValue } from '../../../orchestrator/core/pipeline/records.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import { own } from '../../../orchestrator/common/own.ts';
import type { RunningOrchestrator } from '../../../orchestrator/main.ts';
import { workspaceFlag } from '../commands/workspace-option.ts';
import { pad } from './layout.ts';
import type { Paint } from './paint.ts';
import { endingCommand } from './render-wait.ts';

/** Regions that are listed; of more only how many they are. */
const LISTED_REGIONS = 12;
const LISTED_RELEASES = 3;

/** What a person opens first, and what is real of it. Holds no key: the address of the page opens it once. */
export function renderReady(paint: Paint, orchestrator: RunningOrchestrator): string[] {
  const { url, workspace, tooling, definition, isNew, speed } = orchestrator;
  const where = workspaceFlag(workspace);
  return [
    `${paint('bold', 'ColorTeller')} is ready at ${paint('cyan', url)}`,
    '',
    ...addressLines(paint, orchestrator.newPageUrl(), definition.regions.map(addressOf)),
    '',
    ...tooling.reasons.map((reason) => `  ${paint('dim', reason)}`),
    `  Workspace ${workspace}${isNew ? ` (new: ${WORKSPACE_FILE} holds the walkthrough)` : ''}`,
    ...(speed === null ? [] : [`  ${simulation(speed)}`]),
    "  The page's address works once. Another one, and keys for SDKs and the HTTP APIs:",
    `  $ npx colorteller page${where}`,
    `  $ npx colorteller keys${where}`,
  ];
}

/** The address of a region; of one with cells also their shares, which its router gives them. */
export function addressOf(region: Region): NamedAddress {
  const { name, port } = region;
  const cells = asSubjects(region).flatMap(({ cell }) =>
    cell === undefined ? [] : [`${cell.name} ${shareText({ cell })}`],
  );
  return [name, `http://127.0.0.1:${port}`, cells.join(', ')];
}

type NamedAddress = readonly [name: string, url: string, cells?: string];

/** The addresses that a person opens beside the terminal. */
export function addressLines(
  paint: Paint,
  pageUrl: string,
  regions: readonly NamedAddress[],
): string[] {
  const listed = regions.slice(0, LISTED_REGIONS);
  const lines: NamedAddress[] = [['page', pageUrl], ...listed];
  const width = Math.max(...lines.map(([name]) => stringWidth(name)));
  const others = regions.length - listed.length;
  return [
    ...lines.flatMap(([name, address, cells = '']) => [
      `  ${pad(name, width)}  ${paint('cyan', address)}`,
      ...(cells === '' ? [] : [`    ${paint('dim', `cells ${cells}`)}`]),
    ]),
    ...(others === 0 ? [] : [`  and ${others} more; all of them: npx colorteller status --json`]),
  ];
}

/** What to type next: what ends the wait of the releases under way, else how to start one. */
export function renderNext(
  paint: Paint,
  { workspace, ...running }: Pick<RunningOrchestrator, 'workspace' | 'state'>,
): string[] {
  const where = workspaceFlag(workspace);
  const command = (text: string) => `  $ ${paint('cyan', `npx colorteller ${text}${where}`)}`;
  const state = running.state();
  const underWay = state.releases.filter(({ currentPhase }) => currentPhase !== null);
  if (underWay.length === 0) return startOf(state, command);
  const held = state.holds.map(({ scope, actor }) => `${scopeText(scope)} is held by ${actor}`);
  const waits = underWay.slice(0, LISTED_RELEASES).flatMap((release) => {
    const wait = release.waitingFor;
    if (wait === null) return [`${release.id} goes on:`, command('status --watch')];
    const needsPerson = wait.kind !== 'bake' && wait.kind !== 'answer';
    const does = needsPerson ? endingCommand(state, release, wait) : 'status --watch';
    return [`${release.id}: ${wait.reason}`, command(does)];
  });
  return [...held, ...waits];
}

function startOf({ configs, pipelines }: StateView, command: (text: string) => string): string[] {
  const config = own(configs, REGION_CONFIG);
  if (config === undefined) return [];
  const color = isPurple(config.current.defaultValue) ? 'blue' : 'purple';
  const [first] = pipelines[0]?.phases ?? [];
  return [
    'Next, in another terminal:',
    command(`config set ${REGION_CONFIG} color=${color}`),
    ...(first?.requiredReview === true ? [command('approve')] : []),
  ];
}

function isPurple(value: FlagValue): boolean {
  return typeof value === 'object' && value['color'] === 'purple';
}

function simulation(speed: number): string {
  return speed === 0
    ? 'time is simulated and frozen; advance it with: npx colorteller clock advance 2h'
    : `time is simulated, ${speed} times real time; see: npx colorteller clock`;
}
