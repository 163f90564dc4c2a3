import { render } from 'preact';
import { connect } from './store/connect.ts';
import { startTicking } from './store/now.ts';
import './style/index.css';
import { Page } from './views/Page.tsx';

connect();
startTicking();
const root = document.getElementById('app');
if (root !== null) render(<Page />, root);
