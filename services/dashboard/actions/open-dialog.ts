import { render, type ComponentChild } from 'preact';

let host: HTMLElement | undefined;

/** Shows a dialog that stays whatever becomes of what opened it: of a release that ends meanwhile it has to tell. */
export function openDialog(make: (close: () => void) => ComponentChild): void {
  if (host === undefined) {
    host = document.createElement('div');
    document.body.append(host);
  }
  const place = host;
  render(
    make(() => render(null, place)),
    place,
  );
}
