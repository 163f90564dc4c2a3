import type { PreviewAnswer } from '../../../orchestrator/control-plane/routes/preview-routes.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import type {
  ChangedRegion,
  RegionValueView,
} from '../../../orchestrator/core/previews/changed-regions.ts';
import type { PhaseToCome } from '../../../orchestrator/core/previews/phases-to-come.ts';
import type { SkippedStep } from '../../../orchestrator/core/previews/skipped-steps.ts';
import { pastText } from './action-words.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { Arrow } from './Arrow.tsx';

/** Up to this many regions are listed; above it they are counted by colour. */
const MOST_REGIONS = 12;

/** What an action would do: regions that change now, skipped steps, later phases; or why it is refused. */
export function PreviewView({ preview }: { preview: PreviewAnswer }) {
  if (preview.refusal !== null) return <Refused preview={preview} />;
  return (
    <>
      <section class="preview__part">
        <h3>Right now</h3>
        <RegionsNow regions={preview.regions} />
        {preview.ends.map(({ release, verdict }) => (
          <p key={release}>
            {release} ends, {verdict === 'good' ? 'completed: good' : 'aborted: bad'}.
          </p>
        ))}
        {preview.starts !== null && <p>{preview.starts} starts.</p>}
        {preview.startsNoneBecause !== null && (
          <p>
            <strong>No release starts:</strong> {preview.startsNoneBecause}.
          </p>
        )}
        {preview.holdsAutomation && (
          <p>Automation stays held until a person starts the next release.</p>
        )}
      </section>
      {preview.skipped.length > 0 && <Skipped steps={preview.skipped} />}
      {preview.phases.length > 0 && <Phases phases={preview.phases} />}
    </>
  );
}

function Refused({ preview: { refusal, since } }: { preview: PreviewAnswer }) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>✖ {refusal?.reason}</strong>
      </p>
      <p>{refusal?.action}</p>
      <Since since={since} />
    </div>
  );
}

/** What other people did since the dialog opened. */
export function Since({ since }: Pick<PreviewAnswer, 'since'>) {
  if (since.length === 0) return null;
  return (
    <>
      <h3>Since you opened this</h3>
      <ul class="marks">
        {since.map((event) => (
          <li key={event.seq}>{pastText(event)}</li>
        ))}
      </ul>
    </>
  );
}

function RegionsNow({ regions }: { regions: readonly ChangedRegion[] }) {
  if (regions.length === 0) return <p>No region changes.</p>;
  const count = new Set(regions.map(({ region }) => region)).size;
  return (
    <>
      <p>{count === 1 ? '1 region changes:' : `${count} regions change:`}</p>
      <ul class="flips">
        {regions.length > MOST_REGIONS
          ? summaries(regions).map(([text, { count: many, from, to }]) => (
              <li key={text} class="flip">
                <strong class="numbers">{many}</strong> <Flip from={from} to={to} />
              </li>
            ))
          : regions.map(({ region, config, from, to }) => (
              <li key={`${config} ${region}`} class="flip">
                <strong>{region}</strong> <Flip from={from} to={to} />
              </li>
            ))}
      </ul>
    </>
  );
}

interface Summary {
  count: number;
  from: RegionValueView;
  to: RegionValueView;
}

function summaries(regions: readonly ChangedRegion[]): [string, Summary][] {
  const groups = new Map<string, Summary>();
  for (const { from, to } of regions) {
    const key = JSON.stringify([from.value, to.value]);
    const group = groups.get(key) ?? { count: 0, from, to };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups];
}

function Flip({ from, to }: { from: RegionValueView; to: RegionValueView }) {
  const isColor = from.color !== to.color && from.color !== null && to.color !== null;
  return isColor ? (
    <span class="flip__values">
      <Swatch color={from.color ?? ''} />
      <Arrow />
      <Swatch color={to.color ?? ''} />
    </span>
  ) : (
    <span class="flip__values">
      <code>{JSON.stringify(from.value)}</code>
      <Arrow />
      <code>{JSON.stringify(to.value)}</code>
    </span>
  );
}

function Skipped({ steps }: { steps: readonly SkippedStep[] }) {
  return (
    <section class="preview__part">
      <h3>Skipped</h3>
      <ul class="marks marks--skipped">
        {steps.map(({ release, phase, kind, leftMs }) => (
          <li key={`${release} ${phase} ${kind}`}>
            {kind === 'approval'
              ? `the approval of “${phase}”`
              : `${formatDuration(leftMs ?? 0)} of the bake of “${phase}”`}
          </li>
        ))}
      </ul>
    </section>
  );
}

const STATUS: Record<PhaseToCome['status'], string> = {
  live: '● live',
  waiting: '◐ next',
  'to-come': '○ to come',
};

function Phases({ phases }: { phases: readonly PhaseToCome[] }) {
  return (
    <section class="preview__part">
      <h3>What follows</h3>
      <ol class="to-come">
        {phases.map((phase) => (
          <li key={`${phase.release} ${phase.id}`} class="to-come__phase">
            <span class={`badge tone-${TONES[phase.status]}`}>{STATUS[phase.status]}</span>{' '}
            <strong>{phase.name}</strong> <span class="muted">{detailOf(phase)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const TONES = { live: 'live', waiting: 'waiting', 'to-come': 'plain' } as const;
const NAMED = 3;

function detailOf({ regions, approvalsNeeded, bakeMs, block }: PhaseToCome): string {
  const named = regions.slice(0, NAMED).join(', ');
  const more = regions.length > NAMED ? ` and ${regions.length - NAMED} more` : '';
  const where = regions.length === 0 ? 'no region' : `${named}${more}`;
  const approval = approvalsNeeded === 1 ? 'an approval' : `${approvalsNeeded} approvals`;
  const steps = [
    ...(approvalsNeeded > 0 ? [`needs ${approval}`] : []),
    ...(bakeMs > 0 ? [`bakes ${formatDuration(bakeMs)}`] : []),
    ...(block === null ? [] : [`blocked: ${block}`]),
  ];
  return [where, ...steps].join('; ');
}
