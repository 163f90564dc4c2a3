/** Work for the shell, as data. Running one twice is harmless. */
export type Effect =
  /** The value of a config changed for some regions: whoever applies decisions should look again. */
  | { type: 'publish-decision'; config: string }
  /** A region that was deployed no longer answers: its stack should be refreshed and updated. */
  | { type: 'repair-region'; region: string };
