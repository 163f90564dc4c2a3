import type { ToolchainReport, ToolStatus } from '../../../infra/toolchain/inspect-toolchain.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

type Tool = keyof ToolchainReport;

const NAMES: Readonly<Record<Tool, string>> = {
  node: 'Node.js',
  pulumi: 'Pulumi CLI',
  docker: 'Docker',
  go: 'Go',
  dockerPlugin: 'Docker plugin',
};

const PURPOSES: Readonly<Record<Tool, string>> = {
  node: 'runs ColorTeller',
  pulumi: 'is the real engine; without it the embedded engine runs',
  docker: 'runs regions as containers; without it they are processes',
  go: 'builds the Pulumi CLI where it cannot be downloaded',
  dockerPlugin: "is Pulumi's stock provider; without it ColorTeller's own provider runs",
};

const NAME_WIDTH = Math.max(...Object.values(NAMES).map((name) => name.length));
const INDENT = ' '.repeat(NAME_WIDTH + 4);

/** What is installed or missing, its purpose and the next command: two or three lines per tool. */
export function renderToolchain(
  paint: Paint,
  report: ToolchainReport,
  tools: readonly Tool[],
): string {
  const blocks = tools.map((tool) => renderTool(paint, tool, report[tool]));
  return wrap(paint, `${blocks.flat().join('\n')}\n`);
}

function renderTool(paint: Paint, tool: Tool, { status, detail, action }: ToolStatus): string[] {
  const name = NAMES[tool].padEnd(NAME_WIDTH);
  const lines = [
    `${markOf(paint, tool, status)} ${paint('bold', name)}  ${detail}`,
    `${INDENT}${paint('dim', PURPOSES[tool])}`,
  ];
  if (action !== undefined) lines.push(`${INDENT}${paint('cyan', 'next:')} ${action}`);
  return lines;
}

/** A cross for a missing tool that matters; a dash for an optional one. */
function markOf(paint: Paint, tool: Tool, status: ToolStatus['status']): string {
  if (status === 'ok') return paint('green', '✔');
  const isSpare = tool === 'go' || tool === 'dockerPlugin';
  return isSpare ? paint('dim', '-') : paint('yellow', '✖');
}
