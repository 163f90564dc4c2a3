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
  .describe('An environment variable of the orchestrator that holds the value.');

export const webhookSchema = z.strictObject({
  name: nameSchema,
  url: z
    .union([
      z.string().refine((text) => webhookUrlProblem(text) === undefined, {
        error: ({ input }) => webhookUrlProblem(String(input)) ?? '',
      }),
      environmentVariable,
    ])
    .describe(
      'The URL that receives alerts. For a secret URL, as Slack gives, name an environment variable.',
    ),
  events: z
    .array(z.enum(ALERT_KINDS))
    .min(1)
    .exactOptional()
    .describe('The alerts that it receives. Default: all.'),
  format: z.enum(['json', 'slack']).default('json').describe('The format of the body.'),
  secret: environmentVariable
    .exactOptional()
    .describe('The key that signs deliveries (HMAC-SHA256). Default: unsigned.'),
});

/** Why a text is no address of a webhook; undefined where it is one. The text itself is not repeated. */
export function webhookUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return 'it is not a URL, such as https://hooks.example.com/colors';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http: and https:';
  return url.username === '' && url.password === ''
    ? undefined
    : 'leave the user and password out: they would be stored in the log; sign with a secret';
}
