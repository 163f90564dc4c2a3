import { useLayoutEffect } from 'preact/hooks';

/** Goes to the next step when what had the focus is gone, so that a keyboard goes on from there. */
export function focusNextStep(): void {
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>('.strip')?.focus();
}

/** Used by a component whose rendering may remove what has the focus. */
export function useKeptFocus(): void {
  const before = document.activeElement;
  useLayoutEffect(() => {
    if (before?.isConnected === false) focusNextStep();
  });
}
