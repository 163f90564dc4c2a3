import { effect, signal } from '@preact/signals';
import { kept, keep } from './kept.ts';

/** Whom the log names for what is done from this page. */
export const actor = signal(kept('actor') ?? 'presenter');

effect(() => keep('actor', actor.value));
