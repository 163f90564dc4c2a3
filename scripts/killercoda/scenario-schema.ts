import { z } from 'zod';

/**
 * The layout that Killercoda reads from a git repository, as far as its own examples show it:
 *
 * - `index.json` of a scenario: https://github.com/killercoda/scenario-examples, there
 *   `foreground-background-scripts-multi-step` (intro, steps and finish with text, foreground, background and verify),
 *   `upload-assets` (assets), `foreground-background-scripts-multi-step-ide` (interface);
 * - `structure.json`: https://github.com/killercoda/scenario-examples-courses (root: items; course: title, description,
 *   items; an item may override title and description);
 * - that a step is passed when its verify script ends with 0: https://www.katacoda.com/docs/scenarios/index-json and
 *   https://interactive-docs.oreilly.com/configuration/index-json.html, whose format it took over.
 *
 * There is no published JSON Schema. Keys that no example has are refused here: a typing error is found before an upload.
 */
const file = z
  .string()
  .regex(/^(?!.*\.\.)[\w-][\w./-]*$/, 'a path below the folder of the scenario');

const screen = {
  title: z.string().min(1).exactOptional(),
  text: file,
  /** Runs unseen when the screen is shown. */
  background: file.exactOptional(),
  /** Runs in the terminal that the person sees. */
  foreground: file.exactOptional(),
};

const asset = z.strictObject({
  file: z.string(),
  target: z.string().startsWith('/'),
  chmod: z.string().exactOptional(),
});

/** `index.json` of a scenario. */
export const scenarioSchema = z.strictObject({
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(500),
  details: z.strictObject({
    intro: z.strictObject(screen).exactOptional(),
    steps: z
      .array(
        z.strictObject({
          ...screen,
          title: z.string().min(1),
          /** The step is passed when it ends with 0. */
          verify: file.exactOptional(),
        }),
      )
      .min(1),
    finish: z.strictObject(screen).exactOptional(),
    assets: z.record(z.string().regex(/^host0\d$/), z.array(asset)).exactOptional(),
  }),
  backend: z.strictObject({
    imageid: z.enum([
      'ubuntu',
      'ubuntu-4GB',
      'kubernetes-kubeadm-1node',
      'kubernetes-kubeadm-2nodes',
    ]),
  }),
  interface: z.strictObject({ layout: z.enum(['ide']) }).exactOptional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** `structure.json`: what of a folder is shown, and in which order; anything else in it is left out. */
export const structureSchema = z.strictObject({
  title: z.string().min(1).exactOptional(),
  description: z.string().min(1).exactOptional(),
  items: z
    .array(
      z.strictObject({
        path: file,
        title: z.string().min(1).exactOptional(),
        description: z.string().min(1).exactOptional(),
      }),
    )
    .min(1),
});

export type Structure = z.infer<typeof structureSchema>;
