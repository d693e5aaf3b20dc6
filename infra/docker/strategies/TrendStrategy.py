"""Follows a trend by the crossing of two moving averages, with lengths that a command may set."""

from pandas import DataFrame

from freqtrade.strategy import IntParameter, IStrategy


class TrendStrategy(IStrategy):
    """Enters when the fast average is above the slow one and leaves when it falls below. Not advice."""

    INTERFACE_VERSION = 3

    timeframe = "1h"
    can_short = False
    minimal_roi = {"0": 0.10}
    stoploss = -0.08
    trailing_stop = True
    process_only_new_candles = True
    startup_candle_count = 100

    fast = IntParameter(5, 30, default=12, space="buy")
    slow = IntParameter(20, 100, default=48, space="buy")

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["fast"] = dataframe["close"].ewm(span=self.fast.value).mean()
        dataframe["slow"] = dataframe["close"].ewm(span=self.slow.value).mean()
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        rising = (dataframe["fast"] > dataframe["slow"]) & (dataframe["volume"] > 0)
        dataframe.loc[rising, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        falling = (dataframe["fast"] < dataframe["slow"]) & (dataframe["volume"] > 0)
        dataframe.loc[falling, "exit_long"] = 1
        return dataframe
