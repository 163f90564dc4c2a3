import { render } from 'preact';
import { connect } from './store/connect.ts';
import { startTicking } from './store/now.ts';
import { followTraffic } from './store/traffic.ts';
import './style/index.css';
import { Page } from './views/Page.tsx';

connect();
startTicking();
void followTraffic();
const root = document.getElementById('app');
if (root !== null) render(<Page />, root);
