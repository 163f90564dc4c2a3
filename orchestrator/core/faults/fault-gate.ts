import { withAnySignal } from '../../common/with-any-signal.ts';
import type { RequestedFault } from '../../../services/colorteller/fault-header.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { FaultKind } from '../definition/fault.ts';
import type { Clock } from '../../common/clock.ts';
import type { FaultCall, FaultRegistry, InjectedFault } from './fault-registry.ts';

/**
 * How a call goes on: as ever, or `cut` (it is done, and the update is killed before that is recorded), `stale` (with an
 * answer of before).
 */
export type Interception = 'go' | 'cut' | 'stale';

/** A request to a region. */
export type AnswerCall = Omit<FaultCall, 'operation' | 'region'> & { region: string };

interface Gate {
  /** False while there are no faults: no call has to be intercepted then. */
  hasFaults(): boolean;
}

/** Intercepts a call before a fault may hit it. */
export interface FaultGate extends Gate {
  /**
   * Takes as long as the fault has it take.
   * @throws AppError FAULT_TRANSIENT, FAULT_PERMANENT
   */
  pass(call: FaultCall): Promise<Interception>;
}

/** Intercepts a request to a region. */
export interface AnswerGate extends Gate {
  /** How the region should answer. Removes the region first when a fault says so. */
  ask(call: AnswerCall): Promise<RequestedFault>;
}

/** A gate that also tracks running updates, so that an abort ends their hangs. */
export interface UpdateGate extends FaultGate, AnswerGate {
  during<T>(stack: string, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T>;
}

export interface FaultGateOptions {
  registry: FaultRegistry;
  /** Real time: a fault lasts as long as it says. */
  clock: Clock;
  /** Kills the process of a stack's update; left out where there is none: its engine cuts it off then. */
  killUpdate?: (stack: string) => Promise<void>;
  /** Removes the containers of a region. */
  removeRegion: (region: string) => Promise<void>;
}

/** How much later an answer comes by a fault that does not say. */
export const SLOW_MS = 1_000;

/** Executes the faults of a registry. */
export function createFaultGate(options: FaultGateOptions): UpdateGate {
  const { registry, clock, killUpdate, removeRegion } = options;
  const updates = new Map<string, AbortSignal>();

  const hang = async (hit: InjectedFault): Promise<void> => {
    const aborted = updates.get(hit.stack);
    const { durationMs } = hit.fault;
    await withAnySignal([hit.over, aborted], (end) =>
      durationMs === undefined ? whenAborted(end) : sleep(clock, durationMs, end),
    );
    if (aborted?.aborted === true) throw injected('FAULT_TRANSIENT', hit);
  };

  const enact = async (hit: InjectedFault): Promise<Interception> => {
    switch (hit.fault.kind) {
      case 'fails':
      case 'flapping':
        throw injected('FAULT_TRANSIENT', hit);
      case 'breaks':
        throw injected('FAULT_PERMANENT', hit);
      case 'hangs':
        await hang(hit);
        return 'go';
      case 'dies':
        if (killUpdate === undefined) return 'cut';
        await killUpdate(hit.stack);
        return 'go';
      case 'stale':
        return 'stale';
      // Of answers: see `ask`.
      case 'slow':
      case 'erroring':
      case 'gone':
        return 'go';
    }
  };

  return {
    hasFaults: () => registry.hasFaults(),
    pass: async (call) => {
      const [hit] = registry.intercept(call);
      return hit === undefined ? 'go' : enact(hit);
    },
    ask: async (call) => {
      const hits = registry.intercept({ ...call, operation: 'answer' });
      const of = (kind: FaultKind) => hits.find(({ fault }) => fault.kind === kind)?.fault;
      if (of('gone') !== undefined) await removeRegion(call.region);
      const slow = of('slow');
      return {
        ...(slow && { delayMs: slow.durationMs ?? SLOW_MS }),
        ...(of('erroring') && { isError: true }),
      };
    },
    during: async (stack, signal, run) => {
      if (signal !== undefined) updates.set(stack, signal);
      try {
        return await run();
      } finally {
        updates.delete(stack);
      }
    },
  };
}

function injected(
  code: 'FAULT_TRANSIENT' | 'FAULT_PERMANENT',
  { fault, call, ...at }: InjectedFault,
): AppError {
  const where = at.region ?? `stack ${at.stack}`;
  return new AppError(
    code,
    `${at.operation} ${call} of ${where} was made to fail by the fault "${fault.name}"`,
    {
      action: `npx colorteller fault clear "${fault.name}"`,
      details: { fault: fault.name, call },
      retryable: code === 'FAULT_TRANSIENT',
    },
  );
}

/** Cut short by the signal. */
async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => undefined);
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
