import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { formatErrorText } from '../../orchestrator/common/errors/error-text.ts';
import type { PropertyBag } from './property-bag.ts';

/**
 * The resource exists with the new properties and is not healthy. The engine records `id` and `properties`
 * with `reasons`, and runs `update` again at the next chance even when nothing differs; a plain error would leave the
 * old properties recorded, and a return to them would then not be written. Pulumi reads these three fields.
 */
export class ResourceNotReadyError extends AppError {
  readonly id: string;
  readonly properties: PropertyBag;
  readonly reasons: readonly string[];

  constructor(id: string, properties: PropertyBag, why: AppError) {
    const { action, details, retryable, cause } = why;
    super(why.code, why.message, {
      details,
      retryable,
      cause,
      ...(action === undefined ? {} : { action }),
    });
    this.id = id;
    this.properties = properties;
    this.reasons = [formatErrorText(why)];
  }
}
