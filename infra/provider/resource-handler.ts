import type { CheckFailure } from '@pulumi/pulumi/provider/provider.js';
import type { DetailedDiff } from './diff-inputs.ts';
import type { PropertyBag } from './property-bag.ts';

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
