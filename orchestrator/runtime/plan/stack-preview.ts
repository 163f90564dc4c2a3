import { own } from '../../common/own.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Engine, Program } from '../../ports/engine.ts';
import { stackProgram } from '../../../infra/program/stack-program.ts';
import type { DecisionSource } from '../../ports/decision-source.ts';
import { gateKey } from '../loop/passing-gates.ts';
import type { PreviewedStack } from './plan.ts';
import type { StackQuestion } from './question.ts';

/** What an update of a stack would do, with the decisions of the question. */
export async function previewStack(
  engine: Pick<Engine, 'preview'>,
  stack: StackQuestion,
  signal: AbortSignal,
): Promise<PreviewedStack> {
  const { spec, regions } = stack;
  const program = programOf(stack);
  const { changes, advice = [] } = await engine.preview({
    ...{ stack: spec.stack, program, signal },
    policies: spec.policies ?? [],
  });
  return { stack: spec.stack, regions, changes, ...(advice.length > 0 && { advice }) };
}

/** The program that makes a stack as the question has it; one without regions deletes everything. */
export function programOf(stack: StackQuestion): Program {
  const { spec } = stack;
  const source: DecisionSource = {
    decide: (target) => decide(stack, target),
    gate: (name, target) => Promise.resolve(stack.gates.includes(gateKey(name, target))),
  };
  return stackProgram({ ...spec, source });
}

function decide({ decisions }: StackQuestion, { region }: { region: string }) {
  const decision = own(decisions, region);
  return decision === undefined
    ? Promise.reject(new AppError('UNKNOWN_CONFIG', `there is no decision for region ${region}`))
    : Promise.resolve(decision);
}
