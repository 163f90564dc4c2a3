/** Share of the users that have the gate "rollout". */
export const ROLLOUT_PERCENT = 30;
/** Where the config "theme" is purple, in production; it is blue everywhere else. */
export const PURPLE_REGIONS = ['eu-west1', 'eu-central1'];
/** Who has the gate "upgrade": these plans, from this version of the app, with more seats than this. */
export const UPGRADE = { plans: ['team', 'business', 'enterprise'], version: '2.10.0', seats: 10 };

/** One of the thousand that come back, as each contender's user is made of it. */
export interface BenchUser {
  userID: string;
  environment: string;
  region: string;
  plan: string;
  appVersion: string;
  seats: number;
}

/** Users that make every condition true for some and false for others. */
export const BENCH_USERS: readonly BenchUser[] = Array.from({ length: 1_000 }, (_, n) => ({
  userID: `user-${n}`,
  environment: n % 4 === 0 ? 'staging' : 'production',
  region: ['eu-west1', 'us-west1', 'eu-central1', 'us-central1', 'asia-east1'][n % 5] ?? '',
  plan: ['free', 'team', 'business'][n % 3] ?? '',
  appVersion: `2.${n % 14}.${n % 7}`,
  seats: n % 23,
}));
