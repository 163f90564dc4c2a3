import type { LabSolution } from '../lab.ts';

/** A hold at the second step, the kill switch at the third, and the whole ramp once more. */
export const solve: LabSolution = async ({ when }, run) => {
  await run.editDefinition((text) => text.replace('# rules', 'rules'));
  await when.timePasses('1d');
  await when.holds({ config: 'sparkle', reason: 'tickets about the page' });
  await when.timePasses('2d');
  await when.lifts({ config: 'sparkle' });
  await run.editDefinition((text) => text.replace(GATE, `${GATE}\n    enabled: false`));
  await run.editDefinition((text) => text.replace('    enabled: false\n', ''));
  await when.timePasses('3d');
};

const GATE = '- name: sparkle';
