import { walkthroughSteps } from '../demo/steps.ts';

/** With what every machine has, as whoever plays it first. */
export const DEMO_ARGS = ['demo', '--auto', '--engine', 'embedded', '--runtime', 'process'];

/** How the demo is recorded: wide enough for most of its lines, and readable at the width of a README. */
export const RECORDED_DEMO = {
  title: `npx colorteller ${DEMO_ARGS.join(' ')}`,
  width: 96,
  height: 24,
};

/** The demo in words, for whoever does not see its recording. */
export function describeDemo(): string {
  const steps = walkthroughSteps().map(({ name }, index) => `${index + 1}. ${name}.`);
  return `A terminal plays the demo. Each of its seven steps is told, done and seen at the regions: ${steps.join(' ')} Time to read is added.`;
}
