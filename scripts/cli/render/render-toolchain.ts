import type { ToolchainReport, ToolStatus } from '../../../infra/toolchain/inspect-toolchain.ts';
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
  pulumi: 'the real engine; without it the embedded one runs',
  docker: 'regions as containers; without it they are processes',
  go: 'only to build the Pulumi CLI where it cannot be downloaded',
  dockerPlugin: "Pulumi's stock provider; ours does the same without it",
};

const NAME_WIDTH = Math.max(...Object.values(NAMES).map((name) => name.length));
const INDENT = ' '.repeat(NAME_WIDTH + 4);

/** What is here, what is missing, what it is for and what to type: two or three aligned lines for each tool. */
export function renderToolchain(
  paint: Paint,
  report: ToolchainReport,
  tools: readonly Tool[],
): string {
  const blocks = tools.map((tool) => renderTool(paint, tool, report[tool]));
  return `${blocks.flat().join('\n')}\n`;
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

/** A cross for what costs the user something; a dash for what only another way needs. */
function markOf(paint: Paint, tool: Tool, status: ToolStatus['status']): string {
  if (status === 'ok') return paint('green', '✔');
  const isSpare = tool === 'go' || tool === 'dockerPlugin';
  return isSpare ? paint('dim', '-') : paint('yellow', '✖');
}
