import { own } from '../../common/own.ts';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import { parseRuleId } from '../../../services/colorteller/rule-id.ts';
import type { Exposure } from './exposure.ts';

const text = z.string().max(500);
const eventSchema = z.object({
  eventName: text,
  time: z.number().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  user: z
    .object({
      userID: z.union([text, z.number()]).nullish(),
      custom: z.record(z.string(), z.unknown()).nullish(),
      statsigEnvironment: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});
const bodySchema = z.object({ events: z.array(z.unknown()).max(10_000) });

const KINDS: Readonly<Record<string, Exposure['kind']>> = {
  'statsig::gate_exposure': 'gate',
  'statsig::config_exposure': 'dynamic-config',
};

/**
 * The exposures in a batch of events; other events, and invalid ones, are skipped.
 * @throws AppError BAD_INPUT when the body is not a batch.
 */
export function readExposures(
  body: unknown,
  { environment, nowMs }: { environment: string; nowMs: number },
): Exposure[] {
  const batch = bodySchema.safeParse(body);
  if (!batch.success) throw new AppError('BAD_INPUT', 'the body has no list "events"');
  return batch.data.events.flatMap((raw): Exposure[] => {
    const event = eventSchema.safeParse(raw);
    const kind = event.success ? own(KINDS, event.data.eventName) : undefined;
    if (!event.success || kind === undefined) return [];
    const { time, metadata, user } = event.data;
    const field = (name: string) => textOf(metadata?.[name]);
    const config = field(kind === 'gate' ? 'gate' : 'config');
    if (config === null) return [];
    const ruleID = field('ruleID') ?? '';
    const origin = parseRuleId(ruleID);
    return [
      {
        atMs: time ?? nowMs,
        kind,
        config,
        value: kind === 'gate' ? field('gateValue') === 'true' : null,
        userID: textOf(user?.userID),
        region: textOf(user?.custom?.['region']),
        environment: textOf(user?.statsigEnvironment?.['tier']) ?? environment,
        configVersion: origin?.configVersion ?? numberOf(field('configVersion')),
        release: origin?.release ?? null,
        rule: origin?.rule ?? ruleID,
        specsTimeMs: numberOf(field('lcut')),
      },
    ];
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 500)
    : null;
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
