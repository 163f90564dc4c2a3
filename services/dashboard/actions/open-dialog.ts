import { render, type ComponentChild } from 'preact';

let host: HTMLElement | undefined;

/** Shows a dialog outside the component that opened it, so that it survives a release that ends meanwhile. */
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
