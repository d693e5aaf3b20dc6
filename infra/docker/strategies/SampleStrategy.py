"""Buys what fell and sells what rose, on closing prices alone: a small strategy to try the platform with."""

from pandas import DataFrame

from freqtrade.strategy import IStrategy


class SampleStrategy(IStrategy):
    """Enters below the lower Bollinger band and leaves above the middle one. Not advice, and not meant to earn."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    can_short = False
    minimal_roi = {"60": 0.01, "30": 0.02, "0": 0.04}
    stoploss = -0.10
    process_only_new_candles = True
    startup_candle_count = 20

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        window = dataframe["close"].rolling(20)
        dataframe["middle"] = window.mean()
        dataframe["lower"] = dataframe["middle"] - 2 * window.std()
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        fell = (dataframe["close"] < dataframe["lower"]) & (dataframe["volume"] > 0)
        dataframe.loc[fell, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        rose = (dataframe["close"] > dataframe["middle"]) & (dataframe["volume"] > 0)
        dataframe.loc[rose, "exit_long"] = 1
        return dataframe
