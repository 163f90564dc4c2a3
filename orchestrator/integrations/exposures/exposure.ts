/** An SDK's report of who was given what of a gate or dynamic config. */
export interface Exposure {
  /** When it was asked, by the clock of the client. */
  atMs: number;
  kind: 'gate' | 'dynamic-config';
  config: string;
  /** What a gate answered; null for a dynamic config, whose value is that of its rule. */
  value: boolean | null;
  userID: string | null;
  region: string | null;
  environment: string;
  /** Version of the value, counted from 1; null when the rule is none of ours. */
  configVersion: number | null;
  /** The release that brought it; null for none. */
  release: string | null;
  rule: string;
  /** `time` of the specs that the client held. */
  specsTimeMs: number | null;
}
