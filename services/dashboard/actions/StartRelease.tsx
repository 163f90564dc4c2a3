import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { own } from '../../../orchestrator/common/own.ts';
import { COMMON_COLORS } from '../parts/color-mark.ts';
import { colorOf } from '../parts/value-text.ts';
import { nextStep } from '../store/next-step.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm } from './confirm.tsx';
import { editConfig } from './edit-config.ts';

/** While nothing goes on: a colour starts a release. */
export function StartRelease({ state }: { state: StateView }) {
  const config = own(state.configs, REGION_CONFIG);
  const live = config === undefined ? undefined : colorOf(config.current.defaultValue);
  if (config === undefined || live === undefined || nextStep(state).kind !== 'rest') return null;
  const seen = { ifVersion: config.current.configVersion, ifRelease: config.activeRelease };
  return (
    <section class="panel start" aria-labelledby="start-title">
      <h2 id="start-title">Start a release</h2>
      <p class="muted">{lessonOf(state)}</p>
      <div class="actions start__colors">
        {COMMON_COLORS.filter((color) => color !== live).map((color) => {
          const set = { color };
          const action = { kind: 'config', config: REGION_CONFIG, set, unset: [], seen } as const;
          const words = {
            title: `Start a release: ${live} → ${color}`,
            verb: 'Start',
            done: `the release to ${color} is started`,
            isDangerous: false,
          };
          return (
            <ActionButton
              key={color}
              label={color}
              name={`Start a release to ${color}`}
              color={color}
              refusedBecause={undefined}
              command={cliCommand(action)}
              onClick={() => confirm(action, { words })}
            />
          );
        })}
        <button type="button" class="button" onClick={() => editConfig(REGION_CONFIG)}>
          other value…
        </button>
      </div>
    </section>
  );
}

/** How a release goes, with the names of the phases where there is one pipeline. */
function lessonOf({ pipelines: [pipeline, ...others] }: StateView): string {
  if (pipeline === undefined || others.length > 0)
    return 'Pick a colour. It goes through the pipeline, phase by phase.';
  const names = pipeline.phases.map(({ name }) => name);
  const shown = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names;
  const isReviewed = pipeline.phases.some(({ requiredReview }) => requiredReview);
  return `Pick a colour. It goes ${shown.join(' → ')}${isReviewed ? ', and waits for your approval on the way' : ''}.`;
}

const MOST_NAMED = 5;
