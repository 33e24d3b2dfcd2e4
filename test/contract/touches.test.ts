import { touchesContract } from './touches.js';

touchesContract('memory');
touchesContract('sqlite');
