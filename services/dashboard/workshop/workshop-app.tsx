import { render } from 'preact';
import { listenToKeys } from './keys.ts';
import { Presenter } from './Presenter.tsx';
import './workshop.css';
import { listen } from './workshop-store.ts';

listen();
listenToKeys();
const root = document.getElementById('app');
if (root !== null) render(<Presenter />, root);
