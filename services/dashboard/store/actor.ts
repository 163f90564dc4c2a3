import { effect, signal } from '@preact/signals';
import { readStored, writeStored } from './browser-storage.ts';

/** The actor that the log records for actions of this page. */
export const actor = signal(readStored('actor') ?? 'presenter');

effect(() => writeStored('actor', actor.value));
