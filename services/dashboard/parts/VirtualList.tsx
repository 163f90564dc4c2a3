import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Rows rendered beyond both ends of the view. */
const OVERSCAN = 6;

/** A list of rows of equal height that renders only those in view. */
export function VirtualList(props: {
  label: string;
  keys: readonly string[];
  rowHeight: number;
  row: (key: string) => ComponentChildren;
}) {
  const { label, keys, rowHeight, row } = props;
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const sizes = new ResizeObserver(() => (height.value = element.clientHeight));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [height]);
  const first = Math.max(0, Math.floor(top.value / rowHeight) - OVERSCAN);
  const last = Math.ceil((top.value + height.value) / rowHeight) + OVERSCAN;
  return (
    <div
      ref={box}
      class="virtual"
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget }) => (top.value = currentTarget.scrollTop)}
    >
      <ul class="virtual__rows" style={{ height: `${keys.length * rowHeight}px` }}>
        {keys.slice(first, last).map((key, index) => (
          <li
            key={key}
            aria-setsize={keys.length}
            aria-posinset={first + index + 1}
            style={{
              top: `${(first + index) * rowHeight}px`,
              height: `${rowHeight}px`,
            }}
          >
            {row(key)}
          </li>
        ))}
      </ul>
    </div>
  );
}
