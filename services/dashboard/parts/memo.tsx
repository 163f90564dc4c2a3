import { Component, type ComponentChildren } from 'preact';

/**
 * A component that renders again only when one of its props is not the same by `isSame`, or when a signal that it reads
 * changes.
 */
export function memo<Props extends object>(
  View: (props: Props) => ComponentChildren,
  isSame: (before: unknown, now: unknown) => boolean = Object.is,
) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return (Object.keys(next) as (keyof Props)[]).some(
        (name) => !isSame(this.props[name], next[name]),
      );
    }

    override render() {
      return <View {...this.props} />;
    }
  };
}
