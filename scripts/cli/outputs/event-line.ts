import { count } from '../../../orchestrator/common/field.ts';
import { eventSchema } from '../../../orchestrator/control-plane/view/answers.ts';

export const eventLine = eventSchema
  .extend({ seq: count('Its number in the log, counted from 1') })
  .describe('One event. Each type has further keys.');
