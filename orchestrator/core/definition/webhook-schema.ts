import { z } from 'zod';
import { nameSchema } from './name-schema.ts';

/** Events that a webhook may receive. */
export const ALERT_KINDS = [
  'release-started',
  'approval-needed',
  'phase-approved',
  'phase-started',
  'phase-live',
  'phase-skipped',
  'release-paused',
  'release-unpaused',
  'release-rolled-out',
  'release-completed',
  'release-aborted',
  'guardrail-breached',
  'config-changed',
  'rolled-back',
  'held',
  'lifted',
  'region-failed',
  'region-back',
  'update-failed',
  'update-recovered',
] as const;

const environmentVariable = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]{0,99}$/, 'the name of an environment variable, such as SLACK_URL')
      .describe('Its name, such as SLACK_URL.'),
  })
  .describe('An environment variable of the orchestrator that holds it.');

export const webhookSchema = z.strictObject({
  name: nameSchema,
  url: z
    .union([
      z.string().refine((text) => webhookUrlProblem(text) === undefined, {
        error: ({ input }) => webhookUrlProblem(String(input)) ?? '',
      }),
      environmentVariable,
    ])
    .describe('Where alerts are posted. What Slack gives is a secret: name a variable, then.'),
  events: z
    .array(z.enum(ALERT_KINDS))
    .min(1)
    .exactOptional()
    .describe('Of which it is told. Default: all.'),
  format: z.enum(['json', 'slack']).default('json').describe('Of what is posted.'),
  secret: environmentVariable
    .exactOptional()
    .describe('What deliveries are signed with (HMAC-SHA256). Default: they are not signed.'),
});

/** Why a text is no address of a webhook; undefined where it is one. The text itself is not repeated. */
export function webhookUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return 'it is not a URL, such as https://hooks.example.com/colors';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http: and https:';
  return url.username === '' && url.password === ''
    ? undefined
    : 'leave the user and password out: it would be in the log for good; sign with a secret';
}
