/** The subject of a decision: a region or a cell of one, with the attributes that rules can match. */
export interface RegionTarget {
  /** Its userID, such as `us-west1`, or `us-west1/canary` for a cell. */
  region: string;
  environment: string;
  /** Custom fields; `region` is always among them, and `cell` for a cell. */
  custom: Readonly<Record<string, string>>;
}

/** The value of the dynamic config that a region should have now. */
export interface RegionDecision {
  /**
   * The dynamic config's value: `color`, and optionally `image`, `memoryMb`, `replicas`, `env` and keys of one's own. Its
   * references to values of the environment are not resolved: a source other than ours does not know them.
   */
  value: Readonly<Record<string, unknown>>;
  /** Version of the dynamic config, counted from 1. */
  configVersion: number;
  /** Id of the release that brought the value; null for the initial one. */
  release: string | null;
}

/** Port: decides which value a region gets, and which gates pass. The Pulumi program calls it once per region and update. */
export interface DecisionSource {
  /** @throws AppError when the source cannot be reached: an update never runs on a made-up value. */
  decide(target: RegionTarget): Promise<RegionDecision>;
  /** Whether a gate passes. @throws AppError as decide does, and UNKNOWN_CONFIG where there is no such gate. */
  gate(name: string, target: RegionTarget): Promise<boolean>;
}
