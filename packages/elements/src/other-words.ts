// Asked for where an integrator hands over what says the brief in other words, and nowhere else.
export {rephrased} from '@throughline/journey';
