import type { CheckFailure } from '@pulumi/pulumi/provider/provider.js';
import type { PropertyBag } from './property-bag.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { formatErrorText } from '../../orchestrator/common/errors/error-text.ts';
import type { DetailedDiff } from './resource-inputs.ts';

/** The verbs of one resource type, on plain values: secrets are out of their envelopes. */
export interface ResourceHandler {
  /** Fills defaults in, and names every property that is missing, wrong or not supported. */
  check(urn: string, olds: PropertyBag, news: PropertyBag): Checked;
  /** @param olds what `create`, `update` or `read` last gave. */
  diff(olds: PropertyBag, news: PropertyBag): DetailedDiff;
  create(news: PropertyBag): Promise<{ id: string; outs: PropertyBag }>;
  /** Answers {@link GONE} when the thing does not exist any more. */
  read(id: string, props: PropertyBag): Promise<Found>;
  update(id: string, olds: PropertyBag, news: PropertyBag): Promise<{ outs: PropertyBag }>;
  /** Idempotent: a thing that is gone is deleted. */
  delete(id: string, props: PropertyBag): Promise<void>;
}

export interface Checked {
  inputs: PropertyBag;
  failures: CheckFailure[];
}

export interface Found {
  id: string;
  props: PropertyBag;
}

/** What `read` answers for a thing that is gone: the engine then creates it again. */
export const GONE: Found = { id: '', props: {} };

/**
 * The resource exists with the new properties and is not healthy. The engine records `id` and `properties`
 * with `reasons`, and runs `update` again at the next chance even when nothing differs; a plain error would leave the
 * old properties recorded, and a return to them would then not be written. Pulumi reads these three fields.
 */
export class ResourceNotReadyError extends AppError {
  readonly id: string;
  readonly properties: PropertyBag;
  readonly reasons: readonly string[];

  constructor(id: string, properties: PropertyBag, why: AppError) {
    const { action, details, retryable, cause } = why;
    super(why.code, why.message, {
      details,
      retryable,
      cause,
      ...(action === undefined ? {} : { action }),
    });
    this.id = id;
    this.properties = properties;
    this.reasons = [formatErrorText(why)];
  }
}
