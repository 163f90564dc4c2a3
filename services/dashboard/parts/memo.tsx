import { Component, type ComponentChildren } from 'preact';

/**
 * A component that is drawn anew only where something of what it is given is other than before: the same object, or one that
 * `isSame` takes for it. What it reads of signals is still followed.
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
