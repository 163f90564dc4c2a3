import type { LabSolution } from '../lab.ts';

/** The small share first, with its guardrails; the config goes through it from now on. */
export const solve: LabSolution = async (_, run) => {
  await run.editDefinition((text) =>
    text
      .replaceAll('# guardrails', 'guardrails')
      .replace('pipeline: at-once', 'pipeline: by-share'),
  );
};
