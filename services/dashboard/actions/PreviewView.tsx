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

/** Regions named in a row of chips; the others are counted. */
const MOST_CHIPS = 8;

/** What an action would do: regions that change now, skipped steps, later phases; or why it is refused. */
export function PreviewView({ preview }: { preview: PreviewAnswer }) {
  if (preview.refusal !== null) return <Refused preview={preview} />;
  return (
    <>
      <section class="preview__part">
        <h3>Changes now</h3>
        <RegionsNow regions={preview.regions} />
        {preview.ends.map(({ release, verdict }) => (
          <p key={release}>
            {release} ends {verdict === 'good' ? 'complete' : 'aborted'}.
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

/** Each change of a value on one line, with the regions that have it now. */
function RegionsNow({ regions }: { regions: readonly ChangedRegion[] }) {
  if (regions.length === 0) return <p>No region changes.</p>;
  const groups = new Map<string, ChangedRegion[]>();
  for (const one of regions) {
    const key = JSON.stringify([one.from.value, one.to.value]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, [first, ...others]]) =>
    first === undefined ? null : (
      <div key={key} class="flip">
        <Flip from={first.from} to={first.to} />
        <RegionChips names={[first, ...others].map(({ region }) => region)} />
      </div>
    ),
  );
}

function RegionChips({ names }: { names: readonly string[] }) {
  const unique = [...new Set(names)];
  return (
    <ul
      class="region-chips"
      aria-label={unique.length === 1 ? '1 region' : `${unique.length} regions`}
    >
      {unique.slice(0, MOST_CHIPS).map((name) => (
        <li key={name} class="region-chip">
          {name}
        </li>
      ))}
      {unique.length > MOST_CHIPS && <li class="muted">and {unique.length - MOST_CHIPS} more</li>}
    </ul>
  );
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

/** The phases that are still to come, each with its regions. */
function Phases({ phases }: { phases: readonly PhaseToCome[] }) {
  const later = phases.filter(({ status }) => status !== 'live');
  if (later.length === 0) return null;
  return (
    <section class="preview__part">
      <h3>Later</h3>
      <ol class="to-come">
        {later.slice(0, MOST_PHASES).map((phase) => (
          <li key={`${phase.release} ${phase.id}`} class="to-come__phase">
            <p>
              <strong>{phase.name}</strong> <span class="muted">{detailOf(phase)}</span>
            </p>
            <RegionChips names={phase.regions} />
          </li>
        ))}
      </ol>
      {later.length > MOST_PHASES && (
        <p class="muted">and {later.length - MOST_PHASES} more phases</p>
      )}
    </section>
  );
}

const MOST_PHASES = 6;

function detailOf({ regions, approvalsNeeded, bakeMs, block }: PhaseToCome): string {
  const approval = approvalsNeeded === 1 ? 'an approval' : `${approvalsNeeded} approvals`;
  return [
    ...(regions.length === 0 ? ['no region'] : []),
    ...(approvalsNeeded > 0 ? [`needs ${approval}`] : []),
    ...(bakeMs > 0 ? [`bakes ${formatDuration(bakeMs)}`] : []),
    ...(block === null ? [] : [`blocked: ${block}`]),
  ].join(', ');
}
