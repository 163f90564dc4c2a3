import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** How many regions of a phase are named; the others are counted. */
const NAMED = 12;

/** Each pipeline with what uses it, and the regions of its phases. */
export function Pipelines({ pipelines }: { pipelines: StateView['pipelines'] }) {
  return (
    <section aria-labelledby="pipelines-title">
      <h2 id="pipelines-title">Pipelines</h2>
      <ul class="stacks">
        {pipelines.map(({ name, references: { dynamicConfigs, gates, phases } }) => (
          <li key={name} class="stack" data-pipeline={name}>
            <p class="stack__head">
              <strong>{name}</strong>
            </p>
            <p>used by {[...dynamicConfigs, ...gates].join(', ') || 'nothing'}</p>
            <ol>
              {phases.map(({ id, regions }) => (
                <li key={id}>
                  {id} <span class="muted">{regionsText(regions)}</span>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}

function regionsText(regions: readonly string[]): string {
  if (regions.length === 0) return 'no region';
  const more = regions.length > NAMED ? ` and ${regions.length - NAMED} more` : '';
  return `${regions.slice(0, NAMED).join(', ')}${more}`;
}
