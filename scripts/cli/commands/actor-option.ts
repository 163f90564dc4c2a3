import { userInfo } from 'node:os';
import { Option } from 'commander';

/** `--actor NAME`: who acts, for the audit log. */
export function actorOption(): Option {
  return new Option('--actor <name>', 'who acts, for the audit log').default(userName());
}

/** `--reason TEXT`: why, for the audit log. */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'why, for the audit log');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'someone';
  }
}
