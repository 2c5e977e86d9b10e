import './define.ts';
import {panelPage} from './panel-page.ts';

panelPage();
