import path from 'node:path';
import { createOfflineEngine } from '../../infra/engine/offline-engine.ts';
import { realClock } from '../common/real-clock.ts';
import type { Definition } from '../core/definition/definition.ts';
import { createEvaluatorCache } from '../core/evaluation/evaluator.ts';
import type { Context } from '../core/pipeline/state.ts';
import type { Engine } from '../ports/engine.ts';
import type { UpdateEvent } from '../ports/update-event.ts';
import { planEdit, questionOf, type EditPlanInput } from '../runtime/plan/edit-plan.ts';
import type { EditPlan } from '../runtime/plan/edit-plan-schema.ts';
import { programOf } from '../runtime/plan/stack-preview.ts';
import { stackSpecOf } from './regions.ts';

export interface OfflinePlanOptions {
  /** What the edit is compared with. */
  context: Context;
  base: Exclude<EditPlan['base'], 'running'>;
  file: Definition;
  /** Names the resources; nothing is written there. */
  folder: string;
  /** Where compiled programs are. Default: where the workspace in the folder keeps them. */
  programs?: string;
  /** Time of the pipeline. */
  nowMs: number;
  signal: AbortSignal;
  /** Called with each line that a policy pack prints. Default: they are dropped. */
  onPrint?: (line: string) => void;
}

/** Stand for the host and the image of regions that name none: a plan compares, and so they do not matter. */
const USUAL_HOST = 'unix:///var/run/docker.sock';
const USUAL_IMAGE = 'colorteller:local';

/** Plans an edit where no orchestrator runs: against what would be deployed. Reaches no host and no network. */
export async function planOffline(options: OfflinePlanOptions): Promise<EditPlan> {
  const { context, base, file, folder, programs, nowMs, signal, onPrint } = options;
  const engine = createOfflineEngine(realClock);
  const evaluatorOf = createEvaluatorCache();
  const configSourceOf: EditPlanInput['configSourceOf'] = ({ configSource = 'file' }) =>
    configSource;
  const stackSpecIn: EditPlanInput['stackSpecIn'] = (definition, stack, state) =>
    stackSpecOf({
      ...{ definition, stack, state, workspace: path.resolve(folder), image: USUAL_IMAGE },
      ...(programs !== undefined && { programs }),
      defaultHost: USUAL_HOST,
      statsigOf: (region) =>
        configSourceOf(region) === 'statsig' ? { api: null, keyHash: '' } : undefined,
    });
  const how = { nowMs, evaluatorOf, stackSpecIn, configSourceOf };
  const { stacks } = questionOf(how, context);
  await Promise.all(
    stacks.map((stack) =>
      engine.up({ stack: stack.spec.stack, program: programOf(stack), signal }),
    ),
  );
  const onEvent = (event: UpdateEvent) => {
    if (event.kind === 'log') onPrint?.(event.message);
  };
  const preview: Engine['preview'] = (update) => engine.preview({ ...update, onEvent });
  const engines = { engine: { preview, stacks: () => engine.stacks() }, newStacks: { preview } };
  return planEdit({ ...context, ...how, base, ...engines }, file, signal);
}
