/** One region as the program deploys it. */
export interface RegionSpec {
  name: string;
  environment: string;
  /** Attributes that rules match; `region` is among them. */
  custom: Readonly<Record<string, string>>;
  /** Loopback port of the first replica; replica n answers on port + n. */
  port: number;
  /** Unless the decision says otherwise. */
  replicas: number;
  /** `unix://…`, `tcp://…`, `ssh://…`, or `process:///folder`. */
  host: string;
}

/** What one run of the program deploys: the answer of `GET /api/stacks/NAME`. */
export interface StackSpec {
  /** Absolute path of the workspace: everything is labelled with it. */
  workspace: string;
  stack: string;
  /** The image of every region whose decision names none. */
  image: string;
  regions: readonly RegionSpec[];
}
