import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SchemaAnswer } from '../../../orchestrator/control-plane/routes/preview-routes.ts';
import type { ConfigState } from '../../../orchestrator/core/pipeline/records.ts';
import { get } from '../api.ts';
import { state } from '../store/store.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm } from './confirm.tsx';
import { changesBetween, lineOfPath, parseObject, type TextProblem } from './json-text.ts';
import { lineDiff } from './line-diff.ts';
import type { PreviewedAction } from './page-action.ts';
import { PreviewView } from './PreviewView.tsx';
import { type Previewed, usePreview } from './use-preview.ts';

/** The edited text, and the version it started from. */
interface Draft {
  text: string;
  base: ConfigState;
}

/** Edits the value of a config: validated while typing, compared with the live value, saved after a preview. */
export function ConfigEditor({ config }: { config: string }) {
  const live = state.value?.configs[config];
  const draft = useSignal<Draft | undefined>(undefined);
  if (live === undefined || live.kind === 'gate') return null;
  return <Editor config={config} live={live} draft={draft} />;
}

interface EditorProps {
  config: string;
  live: ConfigState;
  draft: Signal<Draft | undefined>;
}

function Editor({ config, live, draft }: EditorProps) {
  const id = useId();
  const { text, base } = draft.value ?? { text: textOf(live), base: live };
  const parsed = parseObject(text);
  const changes =
    parsed.kind === 'object' ? changesBetween(valueOf(base), parsed.value) : undefined;
  const isChanged =
    changes !== undefined && (Object.keys(changes.set).length > 0 || changes.unset.length > 0);
  const seen = { ifVersion: base.current.configVersion, ifRelease: base.activeRelease };
  const action: PreviewedAction | undefined = isChanged
    ? { kind: 'config', config, ...changes, seen }
    : undefined;
  const previewed = usePreview(action, state.peek()?.seq ?? 0);
  const problems = problemsOf(text, parsed, action === undefined ? undefined : previewed);
  const isUnchecked = action !== undefined && previewed.kind === 'loading';
  const isStale =
    base.current.configVersion !== live.current.configVersion ||
    base.activeRelease !== live.activeRelease;
  return (
    <section class="editor" aria-labelledby={`${id}-name`}>
      <h2 id={`${id}-name`}>
        {config} <span class="muted">version {live.current.configVersion}</span>
      </h2>
      <NumberedText
        id={`${id}-text`}
        label={`Value of ${config} as JSON`}
        describedBy={`${id}-problems`}
        text={text}
        marked={problems.flatMap(({ line }) => line ?? [])}
        onInput={(next) => (draft.value = { text: next, base })}
      />
      <ul id={`${id}-problems`} class="editor__problems" aria-live="polite">
        {problems.map(({ line, message }) => (
          <li key={`${line ?? ''} ${message}`}>
            ✖ {line === null ? '' : `line ${line}: `}
            {message}
          </li>
        ))}
        {problems.length === 0 &&
          (isUnchecked ? (
            <li class="muted">checking…</li>
          ) : (
            <li class="editor__fine">✔ {isChanged ? 'valid' : 'as it is live'}</li>
          ))}
      </ul>
      {isStale && draft.value !== undefined && (
        <p class="problem">
          {config} changed while you were editing: it is at version {live.current.configVersion}
          {live.activeRelease === null ? '' : `, and ${live.activeRelease} is active`}. Apply your
          edit to the new version, or discard it.
        </p>
      )}
      {isChanged && parsed.kind === 'object' && (
        <Diff before={textOf(live)} after={JSON.stringify(parsed.value, null, 2)} />
      )}
      <div class="actions">
        <ActionButton
          label="Save…"
          refusedBecause={
            problems[0]?.message ??
            (isUnchecked ? 'the value is being checked' : undefined) ??
            (isChanged ? undefined : 'the value has no changes')
          }
          command={action && cliCommand(action)}
          tone="primary"
          onClick={() => action && confirm(action, { onDone: () => (draft.value = undefined) })}
        />
        {draft.value !== undefined && (
          <button type="button" class="button" onClick={() => (draft.value = undefined)}>
            Discard edit
          </button>
        )}
        {isStale && draft.value !== undefined && (
          <button type="button" class="button" onClick={() => (draft.value = { text, base: live })}>
            Apply to new version
          </button>
        )}
      </div>
      {action !== undefined && previewed.kind === 'ready' && problems.length === 0 && (
        <details class="editor__preview" open>
          <summary>What saving would do</summary>
          <PreviewView preview={previewed.answer} />
        </details>
      )}
      <Schema config={config} version={live.current.configVersion} />
    </section>
  );
}

function textOf({ current }: ConfigState): string {
  return JSON.stringify(current.defaultValue, null, 2);
}

function valueOf({ current: { defaultValue } }: ConfigState): Record<string, unknown> {
  return typeof defaultValue === 'object' ? { ...defaultValue } : {};
}

/** Syntax problems found here, and schema problems found by the server. */
function problemsOf(
  text: string,
  parsed: ReturnType<typeof parseObject>,
  previewed: Previewed | undefined,
): TextProblem[] {
  if (parsed.kind === 'problem') return [parsed.problem];
  if (previewed?.kind === 'failed') return [{ line: null, message: previewed.error.message }];
  if (previewed?.kind !== 'ready') return [];
  return previewed.answer.problems.map(({ path, message }) => ({
    line: lineOfPath(text, path),
    message: message.includes(path.join('.')) ? message : `${path.join('.')}: ${message}`,
  }));
}

function NumberedText(props: {
  id: string;
  label: string;
  describedBy: string;
  text: string;
  marked: readonly number[];
  onInput: (text: string) => void;
}) {
  const { id, label, describedBy, text, marked, onInput } = props;
  const numbers = useRef<HTMLDivElement>(null);
  const lines = text.split('\n').length;
  return (
    <div class="numbered">
      <div class="numbered__lines" ref={numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          <span key={index} class={marked.includes(index + 1) ? 'numbered__bad' : ''}>
            {marked.includes(index + 1) ? '✖' : index + 1}
          </span>
        ))}
      </div>
      <textarea
        id={id}
        class="input numbered__text"
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={marked.length > 0}
        spellcheck={false}
        autocomplete="off"
        wrap="off"
        rows={Math.min(16, Math.max(5, lines + 1))}
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (numbers.current !== null) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

const SPOKEN = { '-': 'removed: ', '+': 'added: ', ' ': '' } as const;
const CLASSES = {
  '-': 'diff__line tone-failed',
  '+': 'diff__line tone-done',
  ' ': 'diff__line',
};

function Diff({ before, after }: { before: string; after: string }) {
  return (
    <div class="diff" role="group" aria-label="Difference to the live value" tabIndex={0}>
      {lineDiff(before, after).map(({ mark, text }, index) => (
        <code key={index} class={CLASSES[mark]}>
          <span aria-hidden="true">{mark} </span>
          <span class="hidden">{SPOKEN[mark]}</span>
          {text}
        </code>
      ))}
    </div>
  );
}

/** The JSON Schema of the value. */
function Schema({ config, version }: { config: string; version: number }) {
  const schema = useSignal<SchemaAnswer | undefined>(undefined);
  useEffect(() => {
    get<SchemaAnswer>(`/api/configs/${encodeURIComponent(config)}/schema`).then(
      (answer) => (schema.value = answer),
      () => undefined,
    );
  }, [config, version]);
  if (schema.value === undefined) return null;
  return (
    <details class="editor__schema">
      <summary>Schema</summary>
      <pre tabIndex={0}>
        <code>{JSON.stringify(schema.value.schema, null, 2)}</code>
      </pre>
    </details>
  );
}
