import { AppError } from '../../common/errors/app-error.ts';

export interface Pagination {
  itemsPerPage: number;
  pageNumber: number;
  /** Path and query of the next page; null on the last. */
  nextPage: string | null;
  previousPage: string | null;
  totalItems: number;
}

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1_000;

/**
 * One page of a list.
 * @param address path and query of the request, which those of its neighbours are made from.
 * @throws AppError BAD_INPUT for a `limit` or `page` that is no whole number from 1 (to 1000, for limit).
 */
export function paginate<Item>(
  items: readonly Item[],
  address: string,
): { data: Item[]; pagination: Pagination } {
  const url = new URL(address, 'http://local');
  const itemsPerPage = wholeNumber(url, 'limit', DEFAULT_LIMIT, LARGEST_LIMIT);
  const pageNumber = wholeNumber(url, 'page', 1, Number.MAX_SAFE_INTEGER);
  const last = Math.ceil(items.length / itemsPerPage);
  const start = (pageNumber - 1) * itemsPerPage;
  const at = (page: number) => {
    url.searchParams.set('page', String(page));
    url.searchParams.set('limit', String(itemsPerPage));
    return `${url.pathname}${url.search}`;
  };
  return {
    data: items.slice(start, start + itemsPerPage),
    pagination: {
      itemsPerPage,
      pageNumber,
      nextPage: pageNumber < last ? at(pageNumber + 1) : null,
      previousPage: pageNumber > 1 && last > 0 ? at(Math.min(pageNumber - 1, last)) : null,
      totalItems: items.length,
    },
  };
}

function wholeNumber(url: URL, name: string, fallback: number, largest: number): number {
  const texts = url.searchParams.getAll(name);
  if (texts.length === 0) return fallback;
  const [text = ''] = texts;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (texts.length === 1 && number >= 1 && number <= largest) return number;
  const limit = largest === LARGEST_LIMIT ? ` to ${LARGEST_LIMIT}` : '';
  throw new AppError('BAD_INPUT', `${name}: must be one whole number from 1${limit}`);
}
