import { AppError } from '../../common/errors/app-error.ts';

type Body = Readonly<Record<string, unknown>>;

/** Keys of the published bodies that have no meaning here unless they are empty, with the reason. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  team: 'there are no teams',
  teamID: 'there are no teams',
  targetApps: 'target apps are not kept; use a condition of type target_app',
  isTemplate: 'there are no templates',
  holdoutIDs: 'there are no holdouts',
  measureMetricLifts: 'there are no metrics',
  monitoringMetrics: 'there are no metrics',
  requiredReviewGroupID: 'there are no groups of reviewers',
  requiresReview: 'saves are not reviewed; the phases of a release pipeline are',
};

/**
 * Refuses what would be silently without effect.
 * @throws AppError BAD_INPUT naming each key and why.
 */
export function refuseUnsupported(body: Body): void {
  const found = Object.entries(body).flatMap(([key, value]) =>
    Object.hasOwn(UNSUPPORTED, key) && !isEmpty(value)
      ? [`${key}: not supported here: ${UNSUPPORTED[key] ?? ''}`]
      : [],
  );
  const review = body['reviewSettings'] as { requiredReview?: boolean } | undefined;
  if (review?.requiredReview === true) {
    found.push(
      'reviewSettings.requiredReview: not supported here: the phases of a release pipeline are reviewed',
    );
  }
  if (found.length === 0) return;
  throw new AppError('BAD_INPUT', found.join('; '), { action: 'Leave it out.' });
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
