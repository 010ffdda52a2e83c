import './styles/index.css';
import {render} from 'preact';
import {connect} from './state/stream.ts';
import {App} from './ui/app.tsx';

connect();
const root = document.getElementById('app');
if (root) render(<App />, root);
