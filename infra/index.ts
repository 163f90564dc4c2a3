/**
 * The entry point of `cd infra && pulumi up`: deploys the selected stack as the orchestrator at `colorteller:url` says,
 * once. It is the program that the orchestrator's own loop runs.
 */
import { Config, getStack } from '@pulumi/pulumi';
import {
  createOrchestratorClient,
  createHttpDecisionSource,
  requireUrl,
} from './program/orchestrator-client.ts';
import { stackProgram } from './program/stack-program.ts';
import { stackSpecSchema } from '../orchestrator/ports/stack-spec.ts';

const url = requireUrl(new Config('colorteller').get('url'));
const orchestrator = createOrchestratorClient({ url });
const spec = await orchestrator.get(
  `/api/stacks/${encodeURIComponent(getStack())}`,
  stackSpecSchema,
);
const source = createHttpDecisionSource(orchestrator);

/** The stack's output `regions`: address, colour, version, release and image of each. */
export const { regions } = await stackProgram({ ...spec, source })();
