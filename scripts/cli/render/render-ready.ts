import { WORKSPACE_FILE } from '../../../orchestrator/core/definition/walkthrough.ts';
import type { RunningOrchestrator } from '../../../orchestrator/main.ts';
import type { Paint } from './paint.ts';

/** What is running, and its addresses. */
export function renderReady(paint: Paint, orchestrator: RunningOrchestrator): string[] {
  const { url, pageUrl, workspace, tooling, definition, isNew, speed } = orchestrator;
  return [
    `${paint('bold', 'ColorTeller')} is ready at ${paint('cyan', url)}`,
    ...tooling.reasons.map((reason) => `  ${paint('dim', reason)}`),
    `  page  ${paint('cyan', pageUrl)}`,
    `  workspace ${workspace}${isNew ? ` (new: ${WORKSPACE_FILE} holds the walkthrough)` : ''}`,
    ...(speed === null ? [] : [`  ${simulation(speed)}`]),
    ...definition.regions.map(({ name, port }) => `  ${name}  http://127.0.0.1:${port}`),
  ];
}

function simulation(speed: number): string {
  return speed === 0
    ? 'time is simulated and frozen; advance it with: npx colorteller clock advance 2h'
    : `time is simulated, ${speed} times real time; see: npx colorteller clock`;
}
