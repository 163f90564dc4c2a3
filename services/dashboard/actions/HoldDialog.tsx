import { useSignal } from '@preact/signals';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { scopeOf, scopeValue } from './hold-choice.ts';

export interface HoldDialogProps {
  kind: 'hold' | 'lift';
  /** The scopes to choose from; not empty. */
  scopes: readonly HoldScope[];
  onClose: () => void;
}

/** Places or lifts a hold on everything, a config, or a region. */
export function HoldDialog({ kind, scopes, onClose }: HoldDialogProps) {
  const chosen = useSignal(scopeValue(scopes[0] ?? { kind: 'everything' }));
  const scope = scopeOf(chosen.value);
  return (
    <ConfirmDialog action={{ kind, scope }} onClose={onClose}>
      <label class="field">
        {kind === 'hold' ? 'What to hold' : 'Which hold to lift'}
        <select
          class="input"
          value={chosen.value}
          onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
        >
          {scopes.map((one) => (
            <option key={scopeValue(one)} value={scopeValue(one)}>
              {scopeText(one)}
            </option>
          ))}
        </select>
      </label>
    </ConfirmDialog>
  );
}
