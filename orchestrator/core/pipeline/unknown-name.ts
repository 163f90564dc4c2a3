import { own } from '../../common/own.ts';
import type { ErrorCode } from '../../common/errors/error-codes.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { PipelineState } from './state.ts';
import type { HoldScope } from './records.ts';

type NamedState = Pick<PipelineState, 'configs' | 'regions'>;

/** The refusal for a name that is neither a gate nor a dynamic config. */
export function unknownConfig({ configs }: Pick<NamedState, 'configs'>, name: string): Refusal {
  return unknown('UNKNOWN_CONFIG', `gate or dynamic config "${name}"`, configs);
}

/** The refusal for a scope that names nothing there is; undefined for any other. */
export function unknownScope(state: NamedState, scope: HoldScope): Refusal | undefined {
  switch (scope.kind) {
    case 'everything':
      return undefined;
    case 'config':
      return own(state.configs, scope.name) === undefined
        ? unknownConfig(state, scope.name)
        : undefined;
    case 'region':
      return own(state.regions, scope.name) === undefined
        ? unknown('UNKNOWN_REGION', `region "${scope.name}"`, state.regions)
        : undefined;
  }
}

function unknown(
  code: ErrorCode,
  what: string,
  existing: Readonly<Record<string, unknown>>,
): Refusal {
  return refusal(code, `there is no ${what}`, `Known: ${Object.keys(existing).join(', ')}.`);
}
